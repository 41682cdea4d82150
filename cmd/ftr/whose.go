package main

import (
	"fmt"
	"strings"

	"ftr/enrich"
)

// asPathText writes the ASes of a path in order.
func asPathText(path []enrich.Origin) string {
	var names []string
	for _, o := range path {
		names = append(names, originText(o))
	}
	return strings.Join(names, " > ")
}

// originText writes an AS with its name, if that is known.
func originText(o enrich.Origin) string {
	text := fmt.Sprintf("AS%d", o.ASN)
	if o.Name != "" {
		text += " " + enrich.Clean(o.Name)
	}
	return text
}

// ispText writes who connects this machine; empty: unknown.
func ispText(isp enrich.ISP) string {
	var parts []string
	if isp.PublicAddr.IsValid() {
		parts = append(parts, addressText(isp))
	}
	if isp.Origin.ASN != 0 {
		parts = append(parts, originText(isp.Origin))
		if isp.Origin.CountryCode != "" {
			parts = append(parts, enrich.Clean(isp.Origin.CountryCode))
		}
	}
	text := strings.Join(parts, ", ")
	switch {
	case text == "":
		return ""
	case isp.Source == enrich.FromPath:
		return text + " (inferred from the path)"
	case isp.Source == enrich.FromFlag:
		return text + " (as told by --public-ip)"
	}
	return text
}

func addressText(isp enrich.ISP) string {
	if isp.Name == "" {
		return isp.PublicAddr.String()
	}
	return fmt.Sprintf("%v (%s)", isp.PublicAddr, enrich.Clean(isp.Name))
}
