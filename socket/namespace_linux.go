package socket

import "golang.org/x/sys/unix"

// namespace identifies the network namespace of the calling thread; zero where
// the system does not tell. A goroutine not locked to its thread has that of
// the process.
func namespace() uint64 {
	var st unix.Stat_t
	if err := unix.Stat("/proc/thread-self/ns/net", &st); err != nil {
		return 0
	}
	return st.Ino
}
