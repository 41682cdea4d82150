package socket

// system is the one that this is.
var system = here(freebsd)
