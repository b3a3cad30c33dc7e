// Package moorage is the Go client of the Moorage API.
//
// [NewClient] gives a [Client] with a method for every route of both planes, named after it: `GET /api/v1/servers` is
// ServersListWithResponse. Their requests and answers are types of the package api, generated from the OpenAPI document of the server.
//
// Whatever is no success comes back as an [*Error], so an answer that is returned without one has its JSON200, JSON201 or JSON202.
package moorage
