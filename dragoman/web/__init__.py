"""The desk: pages in a browser over a store, on this machine. See `dragoman.web.app`."""
