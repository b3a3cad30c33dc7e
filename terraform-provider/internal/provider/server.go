package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type serverModel struct {
	base
	stamps
	Hostname         types.String `tfsdk:"hostname"`
	SSHKeyID         types.String `tfsdk:"ssh_key_id"`
	SSHUser          types.String `tfsdk:"ssh_user"`
	Role             types.String `tfsdk:"role"`
	PrivateIPAddress types.String `tfsdk:"private_ip_address"`
	PublicIPAddress  types.String `tfsdk:"public_ip_address"`
	Status           types.String `tfsdk:"status"`
}

func (m *serverModel) fill(told api.V1Server) {
	m.ID, m.SSHKeyID, m.SSHUser = text(told.ID), text(told.SSHKeyID), text(told.SSHUser)
	m.Role, m.Status = text(told.Role), text(told.Status)
	m.Hostname = sameAs(m.Hostname, told.Hostname, hostName)
	m.PrivateIPAddress = sameAs(m.PrivateIPAddress, told.PrivateIPAddress, address)
	m.PublicIPAddress = addressOrNone(m.PublicIPAddress, deref(told.PublicIPAddress))
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var server = of(kind[serverModel, *serverModel]{
	name: "server", noun: "server",
	about: "A machine that is there already, and how it is reached.",
	attributes: owned(map[string]schema.Attribute{
		"hostname":           required("As in RFC 1123; may be empty for one that is known by its addresses only."),
		"ssh_key_id":         required("The key by which it is reached."),
		"ssh_user":           required("Who signs in there."),
		"role":               oneOf(required("`master`, `worker` or `bastion`. A bastion needs a public address."), "master", "worker", "bastion"),
		"private_ip_address": required("IPv4 or IPv6."),
		"public_ip_address":  optional("IPv4 or IPv6."),
		"status":             told("`pending`, `provisioning`, `ready` or `failed`."),
	}),
	create: func(ctx context.Context, s *session, m *serverModel) error {
		made, err := s.ServersCreateWithResponse(ctx, api.V1ServerCreate{
			Hostname: orCleared(m.Hostname), PrivateIPAddress: m.PrivateIPAddress.ValueString(), PublicIPAddress: orCleared(m.PublicIPAddress),
			Role: api.V1ServerCreateRole(m.Role.ValueString()), SSHKeyID: m.SSHKeyID.ValueString(), SSHUser: m.SSHUser.ValueString(),
		})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *serverModel) error {
		found, err := s.ServersGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *serverModel) error {
		changed, err := s.ServersUpdateWithResponse(ctx, state.ID.ValueString(), api.V1ServerUpdate{
			Hostname: orCleared(plan.Hostname), PrivateIPAddress: sent[string](plan.PrivateIPAddress), PublicIPAddress: orCleared(plan.PublicIPAddress),
			Role: sent[api.V1ServerUpdateRole](plan.Role), SSHKeyID: sent[string](plan.SSHKeyID), SSHUser: sent[string](plan.SSHUser),
		})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *serverModel) error {
		_, err := s.ServersDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
