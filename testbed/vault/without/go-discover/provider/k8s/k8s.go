// Package k8s takes the place of what would find them in a cluster.
package k8s

type Provider struct{}
