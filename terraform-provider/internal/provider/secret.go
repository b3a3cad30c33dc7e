package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

// sealed is what the two kinds of secrets have in common: a value that is never given back, and the number of its version, by which
// somebody else's change is noticed.
type sealed struct {
	Key         types.String `tfsdk:"key"`
	Value       types.String `tfsdk:"value"`
	Description types.String `tfsdk:"description"`
	Version     types.Int64  `tfsdk:"version"`
}

// fill forgets the value that is not the present one any more, so that the next plan sets it again.
func (m *sealed) fill(key, description string, version int64, isOurs bool) {
	if !isOurs && !m.Version.IsNull() && m.Version.ValueInt64() != version {
		m.Value = types.StringNull()
	}
	m.Key, m.Description, m.Version = text(key), named(m.Description, description), types.Int64Value(version)
}

// change is what differs; a value is only sent anew when it is another one, as each makes a version.
func (m *sealed) change(state *sealed) api.SecretUpdate {
	change := api.SecretUpdate{Description: sent[string](m.Description)}
	if !m.Value.Equal(state.Value) {
		change.Value = sent[string](m.Value)
	}
	return change
}

func sealedAttributes(own map[string]schema.Attribute) map[string]schema.Attribute {
	own["key"] = required("What services receive it as: letters, digits and underscores.", replace)
	own["value"] = secret(required("Never given back by the API. What was set here is kept in the state, and an import sets it anew."))
	own["description"] = defaulted("For people.", "")
	own["version"] = schema.Int64Attribute{Computed: true, MarkdownDescription: "Counts its values; a change that was made elsewhere is noticed by it."}
	return own
}

type secretModel struct {
	base
	sealed
	Deployment types.String `tfsdk:"deployment"`
	Service    types.String `tfsdk:"service"`
}

func (m *secretModel) fillFrom(told api.Secret, isOurs bool) {
	m.sealed.fill(told.Key, told.Description, told.Version, isOurs)
	m.ID, m.Deployment, m.Service = text(told.ID), text(told.DeploymentName), text(told.ServiceName)
}

// secretsBeside are the secrets of the same deployment or template; all of one's own where there is neither.
func secretsBeside(ctx context.Context, s *session, m *secretModel) ([]api.Secret, error) {
	params := &api.SecretsListParams{}
	if name := m.Deployment.ValueString(); name != "" {
		params.Deployment = &name
	}
	found, err := s.SecretsListWithResponse(ctx, params)
	if err != nil {
		return nil, err
	}
	return *found.JSON200, nil
}

var secretResource = of(kind[secretModel, *secretModel]{
	name: "secret", noun: "secret",
	about: "A secret of a deployment, of all of one's own deployments of a template, or of all of one's own.",
	attributes: sealedAttributes(map[string]schema.Attribute{
		"deployment": defaulted("Name of a deployment; `template:<name>` for all of one's own of a template; empty (when absent) for all of one's own.", "", replace),
		"service":    defaulted("One service; empty (when absent) for all.", "", replace),
	}),
	create: func(ctx context.Context, s *session, m *secretModel) error {
		made, err := s.SecretsCreateWithResponse(ctx, api.SecretCreate{
			Key: m.Key.ValueString(), Value: m.Value.ValueString(), Description: sent[string](m.Description),
			DeploymentName: sent[string](m.Deployment), ServiceName: sent[string](m.Service),
		})
		if err == nil {
			m.fillFrom(*made.JSON201, true)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *secretModel) error {
		found, err := secretsBeside(ctx, s, m)
		if err != nil {
			return err
		}
		told, err := find(found, func(one api.Secret) bool { return one.ID == m.ID.ValueString() }, "secret")
		if err == nil {
			m.fillFrom(told, false)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *secretModel) error {
		changed, err := s.SecretsUpdateWithResponse(ctx, state.ID.ValueString(), plan.sealed.change(&state.sealed))
		if err == nil {
			plan.fillFrom(*changed.JSON200, true)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *secretModel) error {
		_, err := s.SecretsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type orgSecretModel struct {
	base
	sealed
	OrgID types.String `tfsdk:"org_id"`
}

func (m *orgSecretModel) fillFrom(told api.OrgSecret, isOurs bool) {
	m.sealed.fill(told.Key, told.Description, told.Version, isOurs)
	m.ID = text(told.ID)
}

var orgSecret = of(kind[orgSecretModel, *orgSecretModel]{
	name: "org_secret", noun: "secret of the organization",
	about: "A secret of every deployment of an organization. Imported by `<organization>/<secret>`.",
	attributes: sealedAttributes(map[string]schema.Attribute{
		"org_id": chosen("The organization; that of the provider when absent.", replace),
	}),
	imported: inOrg,
	create: func(ctx context.Context, s *session, m *orgSecretModel) error {
		org, err := s.orgFor(m.OrgID)
		if err != nil {
			return err
		}
		made, err := s.OrgSecretsCreateWithResponse(ctx, api.OrgSecretCreate{
			Key: m.Key.ValueString(), Value: m.Value.ValueString(), Description: sent[string](m.Description), OrgID: moorage.Ptr(org),
		})
		if err == nil {
			m.OrgID = text(org)
			m.fillFrom(*made.JSON201, true)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *orgSecretModel) error {
		found, err := s.OrgSecretsListWithResponse(ctx, &api.OrgSecretsListParams{OrgID: sent[string](m.OrgID)})
		if err != nil {
			return err
		}
		told, err := find(*found.JSON200, func(one api.OrgSecret) bool { return one.ID == m.ID.ValueString() }, "secret")
		if err == nil {
			m.fillFrom(told, false)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *orgSecretModel) error {
		changed, err := s.OrgSecretsUpdateWithResponse(ctx, state.ID.ValueString(), plan.sealed.change(&state.sealed))
		if err == nil {
			plan.fillFrom(*changed.JSON200, true)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *orgSecretModel) error {
		_, err := s.OrgSecretsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
