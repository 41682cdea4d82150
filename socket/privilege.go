package socket

// DropPrivileges gives up, in every thread of the process and for good, what a
// set-user-ID or root user or a file capability granted: the effective user and
// group become the real ones, and all capabilities go. Conns that are open keep
// working. Where the system has no such privileges it does nothing.
//
// It is meant to be called once [Open] has what it needs, before the first
// packet is parsed.
func DropPrivileges() error { return dropPrivileges() }
