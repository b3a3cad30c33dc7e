// Package vault is a part of the same.
package vault

import "github.com/armon/go-metrics"

func Extractor([]string, string) ([]string, []metrics.Label, error) { return nil, nil, nil }

func Bucketer([]string) []float64 { return nil }
