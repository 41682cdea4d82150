package main

import "errors"

// demoNetwork will return the simulated network of --demo.
func demoNetwork(config) (network, error) {
	return network{}, errors.New("the simulated network is not built in yet")
}
