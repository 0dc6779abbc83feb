window.YTD.note_tweet.part0 = [
  { "noteTweet" : { "noteTweetId" : "1700000000000000105", "createdAt" : "2023-09-10T10:00:00.000Z", "core" : { "text" : "I was asked how we came to answer all calls within a minute, and it was not by magic: see https://t.co/nnn", "urls" : [ { "shortUrl" : "https://t.co/nnn", "expandedUrl" : "https://calls.example/" } ] } } },
  { "noteTweet" : { "noteTweetId" : "1700000000000000106", "createdAt" : "2020-01-01T00:00:00.000Z", "core" : { "text" : "I was asked how we came to answer all calls within a minute, and it was not by chance", "urls" : [ ] } } },
  { "noteTweet" : { "createdAt" : "2020-01-01T00:00:00.000Z", "core" : { "text" : "" } } }
]
