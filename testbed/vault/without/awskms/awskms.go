// Package awskms takes the place of what would unseal with that service.
package awskms

import wrapping "github.com/hashicorp/go-kms-wrapping/v2"

func NewWrapper() wrapping.Wrapper { panic("not in the testbed") }

// WithLogger is given to every kind of seal and means something to this one alone.
func WithLogger(any) wrapping.Option {
	return func() interface{} { return wrapping.OptionFunc(func(*wrapping.Options) error { return nil }) }
}
