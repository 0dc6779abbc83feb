window.YTD.like.part0 = [
  { "like" : { "tweetId" : "1629999999999999999", "fullText" : "Delegate &amp; trust", "expandedUrl" : "https://twitter.com/i/web/status/1629999999999999999" } },
  { "like" : { "tweetId" : "1630000000000000000", "fullText" : "word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word word " } },
  { "like" : { "tweetId" : "12345" } },
  { "like" : { } }
]
