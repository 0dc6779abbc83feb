window.YTD.following.part0 = [
  { "following" : { "accountId" : "42", "userLink" : "https://twitter.com/intent/user?user_id=42" } },
  { "following" : { "accountId" : "43" } }, { "following" : { "accountId" : "44" } },
  { "following" : { "accountId" : "45" } }, { "following" : { "accountId" : "../x" } }
]
