package provider

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	moorage "moorage.dev/sdk-go"
	"moorage.dev/sdk-go/api"
)

type sshKeyModel struct {
	base
	stamps
	Name        types.String `tfsdk:"name"`
	Comment     types.String `tfsdk:"comment"`
	Type        types.String `tfsdk:"type"`
	Bits        types.Int64  `tfsdk:"bits"`
	PublicKey   types.String `tfsdk:"public_key"`
	Fingerprint types.String `tfsdk:"fingerprint"`
}

// fill takes what only the public key tells from there, so that an imported key is the same as one that was made here.
func (m *sshKeyModel) fill(told api.V1SshKey) {
	m.ID, m.Name, m.PublicKey, m.Fingerprint = text(told.ID), named(m.Name, told.Name), text(told.PublicKey), text(told.Fingerprint)
	m.stamps = stampsOf(told.OrganizationID, told.CreatedAt, told.UpdatedAt)
	parts := strings.SplitN(strings.TrimSpace(told.PublicKey), " ", 3)
	m.Type, m.Bits = types.StringValue("ed25519"), types.Int64Null()
	if parts[0] == "ssh-rsa" && len(parts) > 1 {
		m.Type, m.Bits = types.StringValue("rsa"), types.Int64Value(bitsOfRSA(parts[1]))
	}
	comment := ""
	if len(parts) == 3 {
		comment = parts[2]
	}
	m.Comment = orNone(m.Comment, comment)
}

// bitsOfRSA is the size of the modulus, the third of the fields that each come after their length.
func bitsOfRSA(encoded string) int64 {
	wire, err := base64.StdEncoding.DecodeString(encoded)
	var field []byte
	for range 3 {
		if err != nil || len(wire) < 4 || uint64(len(wire)-4) < uint64(binary.BigEndian.Uint32(wire)) {
			return 0
		}
		size := binary.BigEndian.Uint32(wire)
		field, wire = wire[4:4+size], wire[4+size:]
	}
	return int64(new(big.Int).SetBytes(field).BitLen())
}

var sshKey = of(kind[sshKeyModel, *sshKeyModel]{
	name: "ssh_key", noun: "SSH key",
	about: "A key pair, made by the server, by which servers are reached. The private half never comes into the state; see the data source `moorage_ssh_key_download`.",
	attributes: owned(map[string]schema.Attribute{
		"name":    required("Name of the key.", replace),
		"comment": optional("At the end of the public key.", replace),
		"type":    oneOf(defaulted("`rsa` (when absent) or `ed25519`.", "rsa", replace), "rsa", "ed25519"),
		"bits": schema.Int64Attribute{
			Optional: true, Computed: true, MarkdownDescription: "Of RSA keys: 2048, 3072 or 4096 (when absent).",
			PlanModifiers: []planmodifier.Int64{int64planmodifier.UseStateForUnknown(), int64planmodifier.RequiresReplaceIfConfigured()},
			Validators:    []validator.Int64{int64validator.OneOf(2048, 3072, 4096)},
		},
		"public_key":  fixed("A line of `authorized_keys`."),
		"fingerprint": fixed("As `ssh-keygen -l` shows it."),
	}),
	create: func(ctx context.Context, s *session, m *sshKeyModel) error {
		wanted := api.V1SshKeyCreate{Name: m.Name.ValueString(), Comment: sent[string](m.Comment), Type: sent[api.V1SshKeyCreateType](m.Type)}
		if bits := numberSent(m.Bits); bits != nil {
			wanted.Bits = moorage.Ptr(api.V1SshKeyCreateBits(*bits))
		}
		made, err := s.SSHKeysCreateWithResponse(ctx, wanted)
		if err == nil {
			m.fill(*made.JSON201)
		}
		return err
	},
	read: func(ctx context.Context, s *session, m *sshKeyModel) error {
		found, err := s.SSHKeysGetWithResponse(ctx, m.ID.ValueString(), &api.SSHKeysGetParams{})
		if err == nil {
			told := found.JSON200
			m.fill(api.V1SshKey{
				ID: told.ID, Name: told.Name, PublicKey: told.PublicKey, Fingerprint: told.Fingerprint,
				OrganizationID: told.OrganizationID, CreatedAt: told.CreatedAt, UpdatedAt: told.UpdatedAt,
			})
		}
		return err
	},
	end: func(ctx context.Context, s *session, m *sshKeyModel) error {
		_, err := s.SSHKeysDeleteWithResponse(ctx, m.ID.ValueString())
		return err
	},
})
