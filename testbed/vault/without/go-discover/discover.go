// Package discover takes the place of what would find the other members of a cluster at clouds.
package discover

import "log"

type Provider interface{}

type Discover struct{}

type Option func(*Discover) error

var Providers = map[string]Provider{}

func New(...Option) (*Discover, error) { return &Discover{}, nil }

func WithProviders(map[string]Provider) Option { return nil }

func (*Discover) Addrs(string, *log.Logger) ([]string, error) { panic("not in the testbed") }
