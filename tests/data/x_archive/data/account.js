window.YTD.account.part0 = [ { "account" : { "email" : "ada@example.com", "username" : "ada", "accountId" : "7", "accountDisplayName" : "Ada Holm" } } ]
