package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

type sshKeyRow struct {
	ID             types.String `tfsdk:"id"`
	Name           types.String `tfsdk:"name"`
	PublicKey      types.String `tfsdk:"public_key"`
	Fingerprint    types.String `tfsdk:"fingerprint"`
	OrganizationID types.String `tfsdk:"organization_id"`
	CreatedAt      types.String `tfsdk:"created_at"`
}

type sshKeysModel struct {
	Unattached types.Bool  `tfsdk:"unattached"`
	SSHKeys    []sshKeyRow `tfsdk:"ssh_keys"`
}

var sshKeys = asSource(source[sshKeysModel]{
	name: "ssh_keys", about: "SSH keys of the organization, the newest first.",
	attributes: map[string]schema.Attribute{
		"unattached": schema.BoolAttribute{Optional: true, MarkdownDescription: "Only those that no server uses."},
		"ssh_keys":   rows("The keys.", "id", "name", "public_key", "fingerprint", "organization_id", "created_at"),
	},
	read: func(ctx context.Context, s *session, m *sshKeysModel) error {
		params := &api.SSHKeysListParams{}
		if m.Unattached.ValueBool() {
			params.Unattached = moorage.Ptr(api.SSHKeysListParamsUnattached("true"))
		}
		found, err := s.SSHKeysListWithResponse(ctx, params)
		if err != nil {
			return err
		}
		m.SSHKeys = rowsOf(*found.JSON200, func(one api.V1SshKey) sshKeyRow {
			return sshKeyRow{text(one.ID), text(one.Name), text(one.PublicKey), text(one.Fingerprint), text(one.OrganizationID), moment(one.CreatedAt)}
		})
		return nil
	},
})

func rowsOf[T, R any](items []T, rowOf func(T) R) []R {
	rows := make([]R, len(items))
	for index, one := range items {
		rows[index] = rowOf(one)
	}
	return rows
}

type sshKeyDownloadModel struct {
	ID      types.String `tfsdk:"id"`
	Part    types.String `tfsdk:"part"`
	Content types.String `tfsdk:"content"`
}

var sshKeyDownload = asSource(source[sshKeyDownloadModel]{
	name: "ssh_key_download", about: "One half of an SSH key, or both as a zip file in base64. What is read comes into the state.",
	attributes: map[string]schema.Attribute{
		"id":      given("The key."),
		"part":    schema.StringAttribute{Required: true, MarkdownDescription: "`public`, `private` or `both`.", Validators: []validator.String{stringvalidator.OneOf("public", "private", "both")}},
		"content": schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "A line of `authorized_keys`, the private key in PEM, or the zip file."},
	},
	read: func(ctx context.Context, s *session, m *sshKeyDownloadModel) error {
		mode := api.SSHKeysDownloadParamsMode("json")
		params := &api.SSHKeysDownloadParams{Part: api.SSHKeysDownloadParamsPart(m.Part.ValueString()), Mode: &mode}
		found, err := s.SSHKeysDownloadWithResponse(ctx, m.ID.ValueString(), params)
		if err == nil {
			told := found.JSON200
			m.Content = types.StringValue(firstOf(deref(told.ZipBase64), deref(told.PrivatePem), deref(told.PublicKey)))
		}
		return err
	},
})

type credentialSourceModel struct {
	ID                 types.String `tfsdk:"id"`
	Name               types.String `tfsdk:"name"`
	CredentialProvider types.String `tfsdk:"credential_provider"`
	Kind               types.String `tfsdk:"kind"`
	ScopeKind          types.String `tfsdk:"scope_kind"`
	Scope              types.Map    `tfsdk:"scope"`
	AccountID          types.String `tfsdk:"account_id"`
	Region             types.String `tfsdk:"region"`
}

func credentialAnswers() map[string]schema.Attribute {
	attributes := answers("name", "credential_provider", "kind", "scope_kind", "account_id", "region")
	attributes["id"] = given("The credential.")
	attributes["scope"] = schema.MapAttribute{Computed: true, ElementType: types.StringType}
	return attributes
}

var credentialSource = asSource(source[credentialSourceModel]{
	name: "credential", about: "A credential, without its secret.", attributes: credentialAnswers(),
	read: func(ctx context.Context, s *session, m *credentialSourceModel) error {
		found, err := s.CredentialsGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			told := found.JSON200
			*m = credentialSourceModel{
				text(told.ID), text(told.Name), text(told.CredentialProvider), text(told.Kind), text(told.ScopeKind), mapOf(told.Scope),
				types.StringPointerValue(told.AccountID), types.StringPointerValue(told.Region),
			}
		}
		return err
	},
})

type serverRow struct {
	ID               types.String `tfsdk:"id"`
	Hostname         types.String `tfsdk:"hostname"`
	SSHKeyID         types.String `tfsdk:"ssh_key_id"`
	SSHUser          types.String `tfsdk:"ssh_user"`
	Role             types.String `tfsdk:"role"`
	PrivateIPAddress types.String `tfsdk:"private_ip_address"`
	PublicIPAddress  types.String `tfsdk:"public_ip_address"`
	Status           types.String `tfsdk:"status"`
}

type serversModel struct {
	Status    types.String `tfsdk:"status"`
	Role      types.String `tfsdk:"role"`
	Name      types.String `tfsdk:"name"`
	Search    types.String `tfsdk:"search"`
	ClusterID types.String `tfsdk:"cluster_id"`
	Servers   []serverRow  `tfsdk:"servers"`
}

var servers = asSource(source[serversModel]{
	name: "servers", about: "Servers of the organization, the newest first.",
	attributes: map[string]schema.Attribute{
		"status":     filter("Only those in this state."),
		"role":       filter("Only those of this role."),
		"name":       filter("Only those with this host name."),
		"search":     filter("Only those whose host name contains this."),
		"cluster_id": filter("Only those of this cluster."),
		"servers":    rows("The servers.", "id", "hostname", "ssh_key_id", "ssh_user", "role", "private_ip_address", "public_ip_address", "status"),
	},
	read: func(ctx context.Context, s *session, m *serversModel) error {
		found, err := s.ServersListWithResponse(ctx, &api.ServersListParams{
			Status: asked[api.ServersListParamsStatus](m.Status), Role: asked[string](m.Role), Name: asked[string](m.Name),
			Q: asked[string](m.Search), ClusterID: asked[string](m.ClusterID),
		})
		if err != nil {
			return err
		}
		m.Servers = rowsOf(*found.JSON200, func(one api.V1Server) serverRow {
			return serverRow{
				text(one.ID), text(one.Hostname), text(one.SSHKeyID), text(one.SSHUser), text(one.Role), text(one.PrivateIPAddress),
				types.StringPointerValue(one.PublicIPAddress), text(one.Status),
			}
		})
		return nil
	},
})

type loadBalancerRow struct {
	ID               types.String `tfsdk:"id"`
	Name             types.String `tfsdk:"name"`
	Kind             types.String `tfsdk:"kind"`
	PublicIPAddress  types.String `tfsdk:"public_ip_address"`
	PrivateIPAddress types.String `tfsdk:"private_ip_address"`
}

type loadBalancersModel struct {
	Kind          types.String      `tfsdk:"kind"`
	Name          types.String      `tfsdk:"name"`
	Search        types.String      `tfsdk:"search"`
	LoadBalancers []loadBalancerRow `tfsdk:"load_balancers"`
}

var loadBalancers = asSource(source[loadBalancersModel]{
	name: "load_balancers", about: "Load balancers of the organization, the newest first.",
	attributes: map[string]schema.Attribute{
		"kind":           filter("Only those of this kind."),
		"name":           filter("Only those with this name."),
		"search":         filter("Only those whose name contains this."),
		"load_balancers": rows("The load balancers.", "id", "name", "kind", "public_ip_address", "private_ip_address"),
	},
	read: func(ctx context.Context, s *session, m *loadBalancersModel) error {
		found, err := s.LoadBalancersListWithResponse(ctx, &api.LoadBalancersListParams{
			Kind: asked[api.LoadBalancersListParamsKind](m.Kind), Name: asked[string](m.Name), Q: asked[string](m.Search),
		})
		if err != nil {
			return err
		}
		m.LoadBalancers = rowsOf(*found.JSON200, func(one api.V1LoadBalancer) loadBalancerRow {
			return loadBalancerRow{text(one.ID), text(one.Name), text(one.Kind), text(one.PublicIPAddress), text(one.PrivateIPAddress)}
		})
		return nil
	},
})

type markRow struct {
	ID    types.String `tfsdk:"id"`
	Key   types.String `tfsdk:"key"`
	Value types.String `tfsdk:"value"`
}

type labelsModel struct {
	Key    types.String `tfsdk:"key"`
	Value  types.String `tfsdk:"value"`
	Q      types.String `tfsdk:"q"`
	Labels []markRow    `tfsdk:"labels"`
}

func markFilters(list schema.ListNestedAttribute, name string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"key":   filter("Only those with this key."),
		"value": filter("Only those with this value."),
		"q":     filter("Only those whose key contains this."),
		name:    list,
	}
}

var labels = asSource(source[labelsModel]{
	name: "labels", about: "Labels of the organization.", attributes: markFilters(rows("The labels.", "id", "key", "value"), "labels"),
	read: func(ctx context.Context, s *session, m *labelsModel) error {
		params := &api.LabelsListParams{Key: asked[string](m.Key), Value: asked[string](m.Value), Q: asked[string](m.Q)}
		found, err := s.LabelsListWithResponse(ctx, params)
		if err == nil {
			m.Labels = rowsOf(*found.JSON200, func(one api.V1Label) markRow { return markRow{text(one.ID), text(one.Key), text(one.Value)} })
		}
		return err
	},
})

type annotationsModel struct {
	Key         types.String `tfsdk:"key"`
	Value       types.String `tfsdk:"value"`
	Q           types.String `tfsdk:"q"`
	Annotations []markRow    `tfsdk:"annotations"`
}

var annotations = asSource(source[annotationsModel]{
	name: "annotations", about: "Annotations of the organization.", attributes: markFilters(rows("The annotations.", "id", "key", "value"), "annotations"),
	read: func(ctx context.Context, s *session, m *annotationsModel) error {
		params := &api.AnnotationsListParams{Key: asked[string](m.Key), Value: asked[string](m.Value), Q: asked[string](m.Q)}
		found, err := s.AnnotationsListWithResponse(ctx, params)
		if err == nil {
			m.Annotations = rowsOf(*found.JSON200, func(one api.V1Annotation) markRow { return markRow{text(one.ID), text(one.Key), text(one.Value)} })
		}
		return err
	},
})

type taintRow struct {
	ID     types.String `tfsdk:"id"`
	Key    types.String `tfsdk:"key"`
	Value  types.String `tfsdk:"value"`
	Effect types.String `tfsdk:"effect"`
}

type taintsModel struct {
	Key    types.String `tfsdk:"key"`
	Value  types.String `tfsdk:"value"`
	Q      types.String `tfsdk:"q"`
	Taints []taintRow   `tfsdk:"taints"`
}

var taints = asSource(source[taintsModel]{
	name: "taints", about: "Taints of the organization.", attributes: markFilters(rows("The taints.", "id", "key", "value", "effect"), "taints"),
	read: func(ctx context.Context, s *session, m *taintsModel) error {
		params := &api.TaintsListParams{Key: asked[string](m.Key), Value: asked[string](m.Value), Q: asked[string](m.Q)}
		found, err := s.TaintsListWithResponse(ctx, params)
		if err != nil {
			return err
		}
		m.Taints = rowsOf(*found.JSON200, func(one api.V1Taint) taintRow {
			return taintRow{text(one.ID), text(one.Key), text(one.Value), text(one.Effect)}
		})
		return nil
	},
})

type nodePoolSourceModel struct {
	ID            types.String `tfsdk:"id"`
	Name          types.String `tfsdk:"name"`
	Role          types.String `tfsdk:"role"`
	ServerIDs     types.Set    `tfsdk:"server_ids"`
	LabelIDs      types.Set    `tfsdk:"label_ids"`
	AnnotationIDs types.Set    `tfsdk:"annotation_ids"`
	TaintIDs      types.Set    `tfsdk:"taint_ids"`
}

func nodePoolAnswers() map[string]schema.Attribute {
	attributes := answers("name", "role")
	attributes["id"] = given("The pool.")
	for _, name := range []string{"server_ids", "label_ids", "annotation_ids", "taint_ids"} {
		attributes[name] = schema.SetAttribute{Computed: true, ElementType: types.StringType}
	}
	return attributes
}

var nodePoolSource = asSource(source[nodePoolSourceModel]{
	name: "node_pool", about: "A node pool and what is in it.", attributes: nodePoolAnswers(),
	read: func(ctx context.Context, s *session, m *nodePoolSourceModel) error {
		found, err := s.NodePoolsGetWithResponse(ctx, m.ID.ValueString())
		if err != nil {
			return err
		}
		told := found.JSON200
		*m = nodePoolSourceModel{
			text(told.ID), text(told.Name), text(told.Role),
			setOf(idsOf(told.Servers, func(one api.V1Server) string { return one.ID })),
			setOf(idsOf(told.Labels, func(one api.V1Label) string { return one.ID })),
			setOf(idsOf(told.Annotations, func(one api.V1Annotation) string { return one.ID })),
			setOf(idsOf(told.Taints, func(one api.V1Taint) string { return one.ID })),
		}
		return nil
	},
})

type domainRow struct {
	ID           types.String `tfsdk:"id"`
	DomainName   types.String `tfsdk:"domain_name"`
	CredentialID types.String `tfsdk:"credential_id"`
	ZoneID       types.String `tfsdk:"zone_id"`
	Status       types.String `tfsdk:"status"`
	LastError    types.String `tfsdk:"last_error"`
}

type domainsModel struct {
	DomainName types.String `tfsdk:"domain_name"`
	Status     types.String `tfsdk:"status"`
	Search     types.String `tfsdk:"search"`
	Domains    []domainRow  `tfsdk:"domains"`
}

var domains = asSource(source[domainsModel]{
	name: "domains", about: "Domains of the organization, the newest first.",
	attributes: map[string]schema.Attribute{
		"domain_name": filter("Only the one with this name."),
		"status":      filter("Only those in this state."),
		"search":      filter("Only those whose name contains this."),
		"domains":     rows("The domains.", "id", "domain_name", "credential_id", "zone_id", "status", "last_error"),
	},
	read: func(ctx context.Context, s *session, m *domainsModel) error {
		found, err := s.DNSDomainsListWithResponse(ctx, &api.DNSDomainsListParams{
			DomainName: asked[string](m.DomainName), Status: asked[api.DNSDomainsListParamsStatus](m.Status), Q: asked[string](m.Search),
		})
		if err != nil {
			return err
		}
		m.Domains = rowsOf(*found.JSON200, func(one api.V1Domain) domainRow {
			return domainRow{text(one.ID), text(one.DomainName), text(one.CredentialID), text(one.ZoneID), text(one.Status), text(one.LastError)}
		})
		return nil
	},
})

type recordSetRow struct {
	ID        types.String `tfsdk:"id"`
	Name      types.String `tfsdk:"name"`
	Type      types.String `tfsdk:"type"`
	TTL       types.Int64  `tfsdk:"ttl"`
	Values    types.List   `tfsdk:"values"`
	Owner     types.String `tfsdk:"owner"`
	Status    types.String `tfsdk:"status"`
	LastError types.String `tfsdk:"last_error"`
}

type recordSetsModel struct {
	DomainID   types.String   `tfsdk:"domain_id"`
	Name       types.String   `tfsdk:"name"`
	Type       types.String   `tfsdk:"type"`
	Status     types.String   `tfsdk:"status"`
	RecordSets []recordSetRow `tfsdk:"record_sets"`
}

func recordSetRows() schema.ListNestedAttribute {
	list := rows("The record sets.", "id", "name", "type", "owner", "status", "last_error")
	list.NestedObject.Attributes["ttl"] = schema.Int64Attribute{Computed: true}
	list.NestedObject.Attributes["values"] = schema.ListAttribute{Computed: true, ElementType: types.StringType}
	return list
}

var recordSets = asSource(source[recordSetsModel]{
	name: "record_sets", about: "Record sets of a domain, the newest first.",
	attributes: map[string]schema.Attribute{
		"domain_id":   given("The domain."),
		"name":        filter("Only those with this name, relative to the domain or in full."),
		"type":        filter("Only those of this type."),
		"status":      filter("Only those in this state."),
		"record_sets": recordSetRows(),
	},
	read: func(ctx context.Context, s *session, m *recordSetsModel) error {
		found, err := s.DNSRecordsListWithResponse(ctx, m.DomainID.ValueString(), &api.DNSRecordsListParams{
			Name: asked[string](m.Name), Type: asked[api.DNSRecordsListParamsType](m.Type), Status: asked[api.DNSRecordsListParamsStatus](m.Status),
		})
		if err != nil {
			return err
		}
		m.RecordSets = rowsOf(*found.JSON200, func(one api.V1RecordSet) recordSetRow {
			return recordSetRow{
				text(one.ID), text(one.Name), text(one.Type), types.Int64PointerValue(one.TTL), listOf(one.Values),
				text(one.Owner), text(one.Status), text(one.LastError),
			}
		})
		return nil
	},
})
