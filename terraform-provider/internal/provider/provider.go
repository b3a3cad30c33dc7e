// Package provider is what Terraform sees of Moorage.
//
// Each file is one kind of resource: its attributes, and how the API makes, reads, changes and ends it. What all of them have in common is
// in kind.go (resources) and source.go (data sources); attributes.go and values.go are the words they are written in.
package provider

import (
	"context"
	"errors"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
)

// Address is the source of the provider in configurations.
const Address = "moorage.dev/moorage/moorage"

// Version is that of the provider.
const Version = "0.1.0"

// session is what resources work with.
type session struct {
	*moorage.Client
	// orgID is that of the settings, for what has to name one.
	orgID string
}

type platform struct{}

// New makes the provider.
func New() provider.Provider { return platform{} }

type settings struct {
	BaseURL     types.String `tfsdk:"base_url"`
	OrgID       types.String `tfsdk:"org_id"`
	APIKey      types.String `tfsdk:"api_key"`
	OrgKey      types.String `tfsdk:"org_key"`
	OrgSecret   types.String `tfsdk:"org_secret"`
	BearerToken types.String `tfsdk:"bearer_token"`
}

func (platform) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName, resp.Version = "moorage", Version
}

func (platform) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	text := func(about string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, MarkdownDescription: about}
	}
	hidden := func(about string) schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: about}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Both planes of Moorage. Exactly one way to authenticate has to be set; what is set in the configuration goes before the environment.",
		Attributes: map[string]schema.Attribute{
			"base_url":     text("Address of the server, such as `https://moorage.example.com`; `/api/v1` at its end is ignored. `MOORAGE_BASE_URL`, or `MOORAGE_SERVER` as for the command line."),
			"org_id":       text("The organization that everything is about, for an API key or a token of a user with several. `MOORAGE_ORG_ID`"),
			"api_key":      hidden("Key of a user or a key with scopes. `MOORAGE_API_KEY`"),
			"org_key":      hidden("Key of an organization, together with `org_secret`. `MOORAGE_ORG_KEY`"),
			"org_secret":   hidden("`MOORAGE_ORG_SECRET`"),
			"bearer_token": hidden("Access token. `MOORAGE_BEARER_TOKEN`"),
		},
	}
}

// identity is how the provider authenticates: as the configuration says, or else as the environment does.
type identity struct{ apiKey, orgKey, orgSecret, bearerToken string }

func (i identity) isEmpty() bool { return i == identity{} }

func (i identity) options() []moorage.Option {
	return []moorage.Option{moorage.WithAPIKey(i.apiKey), moorage.WithOrgKey(i.orgKey, i.orgSecret), moorage.WithBearerToken(i.bearerToken)}
}

func firstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func connect(config settings, env func(string) string) (*session, error) {
	who := identity{config.APIKey.ValueString(), config.OrgKey.ValueString(), config.OrgSecret.ValueString(), config.BearerToken.ValueString()}
	if who.isEmpty() {
		who = identity{env("MOORAGE_API_KEY"), env("MOORAGE_ORG_KEY"), env("MOORAGE_ORG_SECRET"), env("MOORAGE_BEARER_TOKEN")}
	}
	address := firstOf(config.BaseURL.ValueString(), env("MOORAGE_BASE_URL"), env("MOORAGE_SERVER"))
	if address == "" {
		return nil, errors.New("say where the server is, by base_url or MOORAGE_BASE_URL")
	}
	orgID := firstOf(config.OrgID.ValueString(), env("MOORAGE_ORG_ID"))
	options := append(who.options(), moorage.WithOrgID(orgID), moorage.WithUserAgent("terraform-provider-moorage/"+Version))
	client, err := moorage.NewClient(address, options...)
	if err != nil {
		return nil, err
	}
	return &session{Client: client, orgID: orgID}, nil
}

func (platform) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var config settings
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	for name, value := range map[string]types.String{
		"base_url": config.BaseURL, "org_id": config.OrgID, "api_key": config.APIKey,
		"org_key": config.OrgKey, "org_secret": config.OrgSecret, "bearer_token": config.BearerToken,
	} {
		if value.IsUnknown() {
			resp.Diagnostics.AddAttributeError(path.Root(name), "This is not known yet",
				"The provider needs it to plan. Apply what it comes from first, with -target, or set it in the environment.")
		}
	}
	if resp.Diagnostics.HasError() {
		return
	}
	made, err := connect(config, os.Getenv)
	if err != nil {
		resp.Diagnostics.AddError("The settings of the provider do not work", err.Error())
		return
	}
	resp.ResourceData, resp.DataSourceData = made, made
}

func (platform) Resources(context.Context) []func() resource.Resource { return resources }

func (platform) DataSources(context.Context) []func() datasource.DataSource { return dataSources }
