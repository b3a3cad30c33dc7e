// Package option takes the place of options of clients of a cloud.
package option

type ClientOption interface{}

func WithUserAgent(string) ClientOption { return nil }
