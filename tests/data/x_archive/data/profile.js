window.YTD.profile.part0 = [ { "profile" : { "description" : { "bio" : "Runs a help desk.", "website" : "https://ada.example/", "location" : "" } } } ]
