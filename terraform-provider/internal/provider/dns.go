package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/resourcevalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/oapi-codegen/nullable"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

type domainModel struct {
	base
	stamps
	DomainName   types.String `tfsdk:"domain_name"`
	CredentialID types.String `tfsdk:"credential_id"`
	ZoneID       types.String `tfsdk:"zone_id"`
	Status       types.String `tfsdk:"status"`
	LastError    types.String `tfsdk:"last_error"`
}

func (m *domainModel) fill(told api.V1Domain) {
	m.ID, m.CredentialID, m.ZoneID = text(told.ID), text(told.CredentialID), text(told.ZoneID)
	m.Status, m.LastError = text(told.Status), text(told.LastError)
	m.DomainName = sameAs(m.DomainName, told.DomainName, hostName)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var domain = of(kind[domainModel, *domainModel]{
	name: "domain", noun: "domain",
	about: "A domain whose records are kept at a provider of DNS. It is there at once; `status` tells whether the provider has it.",
	attributes: owned(map[string]schema.Attribute{
		"domain_name":   required("Such as `example.org`."),
		"credential_id": required("What reaches the provider of the zone."),
		"zone_id": schema.StringAttribute{
			Optional: true, Computed: true, MarkdownDescription: "The zone at the provider; found by the name when absent.",
		},
		"status":     told("`pending`, `provisioning`, `ready` or `failed`."),
		"last_error": told("Why it failed."),
	}),
	create: func(ctx context.Context, s *session, m *domainModel) error {
		wanted := api.V1DomainCreate{DomainName: m.DomainName.ValueString(), CredentialID: m.CredentialID.ValueString()}
		if zone := sent[string](m.ZoneID); zone != nil {
			wanted.ZoneID = moorage.Set(*zone)
		}
		made, err := s.DNSDomainsCreateWithResponse(ctx, wanted)
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *domainModel) error {
		found, err := s.DNSDomainsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *domainModel) error {
		changed, err := s.DNSDomainsUpdateWithResponse(ctx, state.ID.ValueString(), api.V1DomainUpdate{
			DomainName: sent[string](plan.DomainName), CredentialID: sent[string](plan.CredentialID), ZoneID: orCleared(plan.ZoneID),
		})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *domainModel) error {
		_, err := s.DNSDomainsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})

type aliasModel struct {
	Name                 types.String `tfsdk:"name"`
	ZoneID               types.String `tfsdk:"zone_id"`
	EvaluateTargetHealth types.Bool   `tfsdk:"evaluate_target_health"`
}

type recordSetModel struct {
	base
	CreatedAt   types.String `tfsdk:"created_at"`
	UpdatedAt   types.String `tfsdk:"updated_at"`
	DomainID    types.String `tfsdk:"domain_id"`
	Name        types.String `tfsdk:"name"`
	Type        types.String `tfsdk:"type"`
	TTL         types.Int64  `tfsdk:"ttl"`
	Values      types.List   `tfsdk:"values"`
	Alias       *aliasModel  `tfsdk:"alias"`
	Fingerprint types.String `tfsdk:"fingerprint"`
	Owner       types.String `tfsdk:"owner"`
	Status      types.String `tfsdk:"status"`
	LastError   types.String `tfsdk:"last_error"`
}

// fill asks for the name of the domain only where the name of the record is spelled otherwise than here.
func (m *recordSetModel) fill(ctx context.Context, s *session, told api.V1RecordSet) error {
	if m.Name.IsNull() || recordName(m.Name.ValueString(), "") != told.Name {
		found, err := s.DNSDomainsGetWithResponse(ctx, told.DomainID)
		if err != nil {
			return err
		}
		m.Name = sameAs(m.Name, told.Name, func(name string) string { return recordName(name, found.JSON200.DomainName) })
	}
	m.ID, m.DomainID, m.Type, m.Fingerprint = text(told.ID), text(told.DomainID), text(told.Type), text(told.Fingerprint)
	m.Owner, m.Status, m.LastError = text(told.Owner), text(told.Status), text(told.LastError)
	m.TTL, m.Values = types.Int64PointerValue(told.TTL), types.ListNull(types.StringType)
	if told.Alias == nil {
		m.Values = listOf(told.Values)
	}
	m.Alias = aliasOf(m.Alias, told.Alias)
	m.CreatedAt, m.UpdatedAt = moment(told.CreatedAt), moment(told.UpdatedAt)
	return nil
}

func aliasOf(had *aliasModel, told *api.V1RecordAlias) *aliasModel {
	if told == nil {
		return nil
	}
	filled := &aliasModel{Name: text(told.Name), ZoneID: text(told.ZoneID), EvaluateTargetHealth: types.BoolPointerValue(told.EvaluateTargetHealth)}
	if had == nil {
		return filled
	}
	filled.Name = sameAs(had.Name, told.Name, hostName)
	if had.EvaluateTargetHealth.IsNull() && !deref(told.EvaluateTargetHealth) {
		filled.EvaluateTargetHealth = types.BoolNull()
	}
	return filled
}

func (m *recordSetModel) alias() nullable.Nullable[api.V1RecordAliasInput] {
	if m.Alias == nil {
		return moorage.Clear[api.V1RecordAliasInput]()
	}
	return moorage.Set(api.V1RecordAliasInput{
		Name: m.Alias.Name.ValueString(), ZoneID: m.Alias.ZoneID.ValueString(), EvaluateTargetHealth: boolSent(m.Alias.EvaluateTargetHealth),
	})
}

var recordSet = of(kind[recordSetModel, *recordSetModel]{
	name: "record_set", noun: "record set",
	about: "The records of one name and type within a domain. They are there at once; `status` tells whether the provider has them.",
	attributes: map[string]schema.Attribute{
		"domain_id": required("The domain that it is in.", replace),
		"name":      required("Relative to the domain or in full; `@` is the domain itself, `*` a wildcard."),
		"type":      oneOf(required("Type of the records."), "A", "AAAA", "CNAME", "TXT", "MX", "NS", "SRV", "CAA"),
		"ttl": schema.Int64Attribute{
			Optional: true, MarkdownDescription: "In seconds.", Validators: []validator.Int64{int64validator.Between(1, 86_400)},
		},
		"values": schema.ListAttribute{
			Optional: true, ElementType: types.StringType, MarkdownDescription: "Values in the presentation form of their type.",
			Validators: []validator.List{listvalidator.SizeAtLeast(1)},
		},
		"alias": schema.SingleNestedAttribute{
			Optional: true, MarkdownDescription: "What it stands for, in place of values; for the types A and AAAA.",
			Attributes: map[string]schema.Attribute{
				"name":                   required("Such as the name of a load balancer at AWS."),
				"zone_id":                required("The zone of that."),
				"evaluate_target_health": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether it is only answered while its target is healthy."},
			},
		},
		"fingerprint": told("Of what is wanted."),
		"owner":       told("`autoglue`: ours; `external`: something that is not ours is in the way; `unknown`."),
		"status":      told("`pending`, `provisioning`, `ready` or `failed`."),
		"last_error":  told("Why it failed; in a conflict, what is there and whose it is."),
		"created_at":  fixed("When it was made."),
		"updated_at":  told("When it was last changed."),
	},
	validators: []resource.ConfigValidator{resourcevalidator.ExactlyOneOf(path.MatchRoot("values"), path.MatchRoot("alias"))},
	create: func(ctx context.Context, s *session, m *recordSetModel) error {
		made, err := s.DNSRecordsCreateWithResponse(ctx, m.DomainID.ValueString(), api.V1RecordSetCreate{
			Name: m.Name.ValueString(), Type: api.V1RecordSetCreateType(m.Type.ValueString()), TTL: numberOrCleared(m.TTL),
			Values: moorage.Set(textsOf(m.Values)), Alias: m.alias(),
		})
		if err != nil {
			return err
		}
		m.ID = text(made.JSON201.ID)
		return m.fill(ctx, s, *made.JSON201)
	},
	read: func(ctx context.Context, s *session, m *recordSetModel) error {
		found, err := s.DNSRecordsGetWithResponse(ctx, m.ID.ValueString())
		if err != nil {
			return err
		}
		return m.fill(ctx, s, *found.JSON200)
	},
	change: func(ctx context.Context, s *session, plan, state *recordSetModel) error {
		changed, err := s.DNSRecordsUpdateWithResponse(ctx, state.ID.ValueString(), api.V1RecordSetUpdate{
			Name: sent[string](plan.Name), Type: sent[api.V1RecordSetUpdateType](plan.Type), TTL: numberOrCleared(plan.TTL),
			Values: moorage.Ptr(textsOf(plan.Values)), Alias: plan.alias(),
		})
		if err != nil {
			return err
		}
		return plan.fill(ctx, s, *changed.JSON200)
	},
	end: func(ctx context.Context, s *session, m *recordSetModel) error {
		_, err := s.DNSRecordsDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
