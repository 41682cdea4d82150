//go:build !unix && !windows

package enrich

import (
	"errors"
	"fmt"
)

// SystemResolver is not implemented on this system.
func SystemResolver() (*Resolver, error) {
	return nil, fmt.Errorf("finding the name servers of this system: %w", errors.ErrUnsupported)
}
