module moorage.dev/terraform-provider-moorage

go 1.26.0

require moorage.dev/sdk-go v0.0.0

require (
	github.com/hashicorp/terraform-plugin-framework v1.19.0 // indirect
	github.com/hashicorp/terraform-plugin-framework-timeouts v0.7.0 // indirect
	github.com/hashicorp/terraform-plugin-framework-validators v0.19.0 // indirect
)

replace moorage.dev/sdk-go => ../sdk-go
