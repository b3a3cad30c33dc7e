package provider

import (
	"net/netip"
	"strings"
)

// hostName is a name of the DNS in its one spelling.
func hostName(name string) string {
	return strings.ToLower(strings.TrimSuffix(strings.TrimSpace(name), "."))
}

// address is an IP address in its one spelling; what is none stays as it is.
func address(text string) string {
	if parsed, err := netip.ParseAddr(text); err == nil {
		return parsed.String()
	}
	return text
}

// key is the key of a cluster's metadata in its one spelling.
func key(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// recordName is the name of a record relative to its domain, however it was written: `www`, `www.example.org` and `www.example.org.` are
// one, and so are `@` and `example.org`.
func recordName(name, domain string) string {
	full, zone := hostName(name), hostName(domain)
	if full == zone || full == "@" || full == "" {
		return "@"
	}
	return strings.TrimSuffix(full, "."+zone)
}
