package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"moorage.dev/sdk-go/api"
)

type loadBalancerModel struct {
	base
	stamps
	Name             types.String `tfsdk:"name"`
	Kind             types.String `tfsdk:"kind"`
	PublicIPAddress  types.String `tfsdk:"public_ip_address"`
	PrivateIPAddress types.String `tfsdk:"private_ip_address"`
}

func (m *loadBalancerModel) fill(told api.V1LoadBalancer) {
	m.ID, m.Name, m.Kind = text(told.ID), named(m.Name, told.Name), text(told.Kind)
	m.PublicIPAddress = addressOrNone(m.PublicIPAddress, told.PublicIPAddress)
	m.PrivateIPAddress = addressOrNone(m.PrivateIPAddress, told.PrivateIPAddress)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
}

var loadBalancer = of(kind[loadBalancerModel, *loadBalancerModel]{
	name: "load_balancer", noun: "load balancer",
	about: "A load balancer that is there already.",
	attributes: owned(map[string]schema.Attribute{
		"name":               required("Name of the load balancer."),
		"kind":               oneOf(required("`glueops` or `public`."), "glueops", "public"),
		"public_ip_address":  optional("IPv4 or IPv6."),
		"private_ip_address": optional("IPv4 or IPv6."),
	}),
	create: func(ctx context.Context, s *session, m *loadBalancerModel) error {
		made, err := s.LoadBalancersCreateWithResponse(ctx, api.V1LoadBalancerCreate{
			Name: m.Name.ValueString(), Kind: api.V1LoadBalancerCreateKind(m.Kind.ValueString()),
			PublicIPAddress: orCleared(m.PublicIPAddress), PrivateIPAddress: orCleared(m.PrivateIPAddress),
		})
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *loadBalancerModel) error {
		found, err := s.LoadBalancersGetWithResponse(ctx, m.ID.ValueString())
		if err == nil {
			m.fill(*found.JSON200)
		}
		return err
	},
	change: func(ctx context.Context, s *session, plan, state *loadBalancerModel) error {
		changed, err := s.LoadBalancersUpdateWithResponse(ctx, state.ID.ValueString(), api.V1LoadBalancerUpdate{
			Name: sent[string](plan.Name), Kind: sent[api.V1LoadBalancerUpdateKind](plan.Kind),
			PublicIPAddress: orCleared(plan.PublicIPAddress), PrivateIPAddress: orCleared(plan.PrivateIPAddress),
		})
		if err == nil {
			plan.fill(*changed.JSON200)
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *loadBalancerModel) error {
		_, err := s.LoadBalancersDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
