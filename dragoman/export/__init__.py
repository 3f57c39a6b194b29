"""The store's findings as files of other programs: event tables, CSV, Parquet, JSON-LD, calendars, maps, networks."""
