//go:build !linux

package main

import (
	"context"
	"errors"

	"ftr/internal/simnet"
)

// measure needs the namespaces and TUN devices of Linux.
func measure(context.Context, *simnet.World, tool, uint64) (sample, error) {
	return sample{}, errors.ErrUnsupported
}
