package provider

import (
	"context"
	"math"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

// keyFields is what both kinds of keys have in common.
type keyFields struct {
	Name           types.String `tfsdk:"name"`
	ExpiresInHours types.Int64  `tfsdk:"expires_in_hours"`
	ExpiresAt      types.String `tfsdk:"expires_at"`
	CreatedAt      types.String `tfsdk:"created_at"`
}

// fill takes the hours from the two moments, so that an imported key is the same as one that was made here.
func (m *keyFields) fill(name string, created time.Time, expires *time.Time) {
	m.Name, m.CreatedAt = orNone(m.Name, name), moment(created)
	m.ExpiresAt, m.ExpiresInHours = types.StringNull(), types.Int64Null()
	if expires != nil {
		m.ExpiresAt = moment(*expires)
		m.ExpiresInHours = types.Int64Value(int64(math.Round(expires.Sub(created).Hours())))
	}
}

func (m *keyFields) wanted() api.V1KeyCreate {
	return api.V1KeyCreate{Name: sent[string](m.Name), ExpiresInHours: numberSent(m.ExpiresInHours)}
}

func keyAttributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	own["name"] = optional("Name of the key.", replace)
	own["expires_in_hours"] = schema.Int64Attribute{
		Optional: true, MarkdownDescription: "After how many hours it ends; never when absent.",
		PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplace()},
		Validators:    []validator.Int64{int64validator.Between(1, 876_000)},
	}
	own["expires_at"] = fixed("When it ends.")
	own["created_at"] = fixed("When it was made.")
	return own
}

type apiKeyModel struct {
	base
	keyFields
	Key types.String `tfsdk:"key"`
}

var apiKey = of(kind[apiKeyModel, *apiKeyModel]{
	name: "api_key", noun: "API key",
	about:      "A key of the user whom the provider acts for, on both planes. An imported one has no `key`, as the API shows it once.",
	attributes: keyAttributes(map[string]schema.Attribute{"key": secret(fixed("The key, as it is sent as `X-API-KEY`."))}),
	create: func(ctx context.Context, s *session, m *apiKeyModel) error {
		made, err := s.V1MeKeysCreateWithResponse(ctx, m.wanted())
		if err == nil {
			told := made.JSON201
			m.ID, m.Key = text(told.ID), text(told.Plain)
			m.fill(m.Name.ValueString(), told.CreatedAt, told.ExpiresAt)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *apiKeyModel) error {
		found, err := s.V1MeKeysListWithResponse(ctx)
		if err != nil {
			return err
		}
		told, err := find(*found.JSON200, func(one api.V1UserKey) bool { return one.ID == m.ID.ValueString() }, "API key")
		if err == nil {
			m.fill(deref(told.Name), told.CreatedAt, told.ExpiresAt)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *apiKeyModel) error {
		_, err := s.V1MeKeysDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type orgKeyModel struct {
	base
	keyFields
	OrgID     types.String `tfsdk:"org_id"`
	OrgKey    types.String `tfsdk:"org_key"`
	OrgSecret types.String `tfsdk:"org_secret"`
}

var orgKey = of(kind[orgKeyModel, *orgKeyModel]{
	name: "org_key", noun: "key of the organization",
	about: "A key of an organization, as machines use it. Imported by `<organization>/<key>`, without its two halves, as the API shows them once.",
	attributes: keyAttributes(map[string]schema.Attribute{
		"org_id":     chosen("The organization; that of the provider when absent.", replace),
		"org_key":    secret(fixed("What is sent as `X-ORG-KEY`.")),
		"org_secret": secret(fixed("What is sent as `X-ORG-SECRET`.")),
	}),
	imported: inOrg,
	create: func(ctx context.Context, s *session, m *orgKeyModel) error {
		org, err := s.orgFor(m.OrgID)
		if err != nil {
			return err
		}
		made, err := s.V1OrgKeysCreateWithResponse(ctx, org, m.wanted())
		if err == nil {
			told := made.JSON201
			m.ID, m.OrgID, m.OrgKey, m.OrgSecret = text(told.ID), text(org), text(told.OrgKey), text(told.OrgSecret)
			m.fill(m.Name.ValueString(), told.CreatedAt, told.ExpiresAt)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *orgKeyModel) error {
		found, err := s.V1OrgKeysListWithResponse(ctx, m.OrgID.ValueString())
		if err != nil {
			return err
		}
		told, err := find(*found.JSON200, func(one api.V1OrgKey) bool { return one.ID == m.ID.ValueString() }, "key")
		if err == nil {
			m.fill(told.Name, told.CreatedAt, told.ExpiresAt)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *orgKeyModel) error {
		_, err := s.V1OrgKeysDeleteWithResponse(ctx, m.OrgID.ValueString(), m.ID.ValueString())
		return err
	},
})
