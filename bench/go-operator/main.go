// Command go-operator is what the benchmarks compare with: an operator on controller-runtime that does the work of ours, and a
// shared informer of client-go that holds what an informer of ours holds.
package main

import (
	"fmt"
	"os"
)

func main() {
	commands := map[string]func(args []string) error{"operator": runOperator, "informer": runInformer}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: go-operator operator|informer [flags]")
		os.Exit(64)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
