window.YTD.tweets.part1 = [
  { "tweet" : { "id_str" : "1700000000000000004", "created_at" : "Sat Sep 09 10:00:00 +0000 2023", "full_text" : "RT @cy: What I learned & how", "entities" : { "user_mentions" : [ { "screen_name" : "Cy", "name" : "Cy Ode", "id_str" : "43" } ] } } },
  { "tweet" : { "id_str" : "1700000000000000005", "created_at" : "Sun Sep 10 10:00:00 +0000 2023", "full_text" : "I was asked how we came to answer all calls within a minute, and it was not by… https://t.co/more" } },
  { "tweet" : { "id_str" : "1700000000000000006", "created_at" : "Mon Sep 11 10:00:00 +0000 2023", "full_text" : "I was asked how we came to answer all calls within a minute, and it was luck" } },
  { "tweet" : { "full_text" : "no id" } },
  { "other" : { } }
]
