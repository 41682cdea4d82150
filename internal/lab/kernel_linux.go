package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Settings below /proc/sys/net (ip-sysctl.rst of the kernel's documentation).
// The machine must take replies from anywhere, and send nothing on its own
// account that the world would have to hear.
var settings = [][2]string{
	{"ipv4/conf/all/rp_filter", "0"},
	{"ipv4/conf/default/rp_filter", "0"},
	{"ipv6/conf/all/disable_ipv6", "0"},
	{"ipv6/conf/default/disable_ipv6", "0"},
	{"ipv6/conf/default/accept_dad", "0"},
	{"ipv6/conf/default/accept_ra", "0"},
	{"ipv6/conf/default/autoconf", "0"},
	{"ipv6/conf/default/router_solicitations", "0"},
	{"ipv6/conf/default/addr_gen_mode", "1"}, // no link-local address
}

// setKernel sets up the calling thread's network namespace, before it has
// devices, which inherit from default.
func setKernel(ping bool) error {
	for _, s := range settings {
		if err := set(s[0], s[1]); err != nil {
			return err
		}
	}
	groups := "1 0" // none, as a new namespace has it
	if ping {
		groups = "0 2147483647"
	}
	return set("ipv4/ping_group_range", groups)
}

// set writes one setting; a kernel without IPv6 has none for it.
func set(name, value string) error {
	err := os.WriteFile(filepath.Join("/proc/sys/net", name), []byte(value), 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("setting net/%s: %w", name, err)
	}
	return nil
}
