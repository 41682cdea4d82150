// Package wine runs Windows programs under Wine, for tests of what ftr does on
// Windows. Wine's ICMP calls send real packets, so these programs meet the same
// simulated internet as those of Linux do (package lab), or the same Linux routers
// (package chain).
//
// A wineserver carries all programs that share a prefix, and the ICMP calls of
// them all are made by a process that it started: the packets leave from the
// network namespace in which the wineserver was started, whoever asks for them.
// So each [Session] has a prefix and a wineserver of its own, which is started in
// the namespace and is killed when the test ends; none ever runs on the host.
//
// Package wine works on Linux as root with Wine; everywhere else it is empty.
package wine
