module github.com/google/go-metrics-stackdriver

go 1.26.0

require cloud.google.com/go/monitoring v1.15.1

require github.com/armon/go-metrics v0.4.1
