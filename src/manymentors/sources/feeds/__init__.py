"""The bytes of a feed → FoundSource: RSS, Atom, RDF and JSON Feed, well-formed or not."""
