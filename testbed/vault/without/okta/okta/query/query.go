// Package query is a part of the same.
package query

type (
	Params struct{}
	Option func()
)

func NewQueryParams(...Option) *Params { return nil }
func WithFilter(string) Option         { return nil }
