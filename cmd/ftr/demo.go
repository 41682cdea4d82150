package main

import "ftr/internal/simnet"

// demoNetwork returns the simulated network of --demo, which is built in: its
// world is known to parse.
func demoNetwork(ipv6 bool) network {
	name := "demo"
	if ipv6 {
		name = "demo6"
	}
	world, err := simnet.Builtin(name)
	if err != nil {
		panic(err)
	}
	return simNetwork(world.Start())
}
