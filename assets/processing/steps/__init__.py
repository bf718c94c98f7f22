"""Steps of developing, named in settings. Each looks at a file, and keeps what it has seen:

`concerns(asset)` says whether there is anything to do, `look(asset, path, into, tell)` does it
without the database, `keep(asset, found)` writes it down; `NAME` is what its troubles are filed
under, and without an `IS_NEEDED` step there is nothing to show.
"""
