"""The page of one photo: preview, versions, details and neighbours."""
