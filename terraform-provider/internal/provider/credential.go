package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

type credentialModel struct {
	base
	CreatedAt          types.String `tfsdk:"created_at"`
	UpdatedAt          types.String `tfsdk:"updated_at"`
	Name               types.String `tfsdk:"name"`
	CredentialProvider types.String `tfsdk:"credential_provider"`
	Kind               types.String `tfsdk:"kind"`
	SchemaVersion      types.Int64  `tfsdk:"schema_version"`
	ScopeKind          types.String `tfsdk:"scope_kind"`
	ScopeVersion       types.Int64  `tfsdk:"scope_version"`
	Scope              types.Map    `tfsdk:"scope"`
	AccountID          types.String `tfsdk:"account_id"`
	Region             types.String `tfsdk:"region"`
	Secret             types.Map    `tfsdk:"secret"`
}

// fill leaves the secret as it is, which the API never says.
func (m *credentialModel) fill(told api.V1Credential) {
	m.ID, m.Name, m.CredentialProvider, m.Kind = text(told.ID), named(m.Name, told.Name), text(told.CredentialProvider), text(told.Kind)
	m.SchemaVersion, m.ScopeVersion = types.Int64Value(told.SchemaVersion), types.Int64Value(told.ScopeVersion)
	m.ScopeKind, m.Scope = text(told.ScopeKind), mapOrNone(m.Scope, told.Scope)
	m.AccountID, m.Region = orNone(m.AccountID, deref(told.AccountID)), orNone(m.Region, deref(told.Region))
	m.CreatedAt, m.UpdatedAt = moment(told.CreatedAt), moment(told.UpdatedAt)
}

var credential = of(kind[credentialModel, *credentialModel]{
	name: "credential", noun: "credential",
	about: "What reaches a cloud provider. The API never gives its secret back, so what was set here is kept in the state, and an import sets it anew.",
	attributes: map[string]schema.Attribute{
		"name":                required("Name of the credential."),
		"credential_provider": oneOf(required("`aws`, `cloudflare`, `hetzner`, `digitalocean` or `generic`.", replace), "aws", "cloudflare", "hetzner", "digitalocean", "generic"),
		"kind":                required("`aws_access_key`, `api_token`, `basic_auth`, `oauth2` or `tsig`.", replace),
		"schema_version": schema.Int64Attribute{
			Optional: true, Computed: true, Default: int64default.StaticInt64(1), MarkdownDescription: "Of the fields of the secret; 1 when absent.",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
		},
		"scope_kind":    oneOf(defaulted("What it is for: `credential_provider` (when absent), `service` or `resource`.", "credential_provider"), "credential_provider", "service", "resource"),
		"scope_version": schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(1), MarkdownDescription: "Of the fields of the scope; 1 when absent."},
		"scope":         schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Such as `{ service = \"route53\" }`."},
		"account_id":    optional("The account at the provider."),
		"region":        optional("The region at the provider."),
		"secret":        schema.MapAttribute{Required: true, Sensitive: true, ElementType: types.StringType, MarkdownDescription: "Its fields, by kind: `access_key_id` and `secret_access_key`; `token`; `username` and `password`; and so on."},
		"created_at":    fixed("When it was made."),
		"updated_at":    told("When it was last changed."),
	},
	create: func(ctx context.Context, s *session, m *credentialModel) error {
		made, err := s.CredentialsCreateWithResponse(ctx, api.V1CredentialCreate{
			Name: sent[string](m.Name), CredentialProvider: api.V1CredentialCreateCredentialProvider(m.CredentialProvider.ValueString()),
			Kind: api.V1CredentialCreateKind(m.Kind.ValueString()), SchemaVersion: m.SchemaVersion.ValueInt64(),
			ScopeKind: api.V1CredentialCreateScopeKind(m.ScopeKind.ValueString()), ScopeVersion: m.ScopeVersion.ValueInt64(), Scope: fieldsOf(m.Scope),
			AccountID: sent[string](m.AccountID), Region: sent[string](m.Region), Secret: fieldsOf(m.Secret),
		})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *credentialModel) error {
		found, err := s.CredentialsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *credentialModel) error {
		wanted := api.V1CredentialUpdate{
			Name: sent[string](plan.Name), AccountID: orCleared(plan.AccountID), Region: orCleared(plan.Region),
			ScopeKind: sent[api.V1CredentialUpdateScopeKind](plan.ScopeKind), ScopeVersion: numberSent(plan.ScopeVersion), Scope: moorage.Ptr(fieldsOf(plan.Scope)),
		}
		if !plan.Secret.Equal(state.Secret) {
			wanted.Secret = moorage.Ptr(fieldsOf(plan.Secret))
		}
		changed, err := s.CredentialsUpdateWithResponse(ctx, state.ID.ValueString(), wanted)
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *credentialModel) error {
		_, err := s.CredentialsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
