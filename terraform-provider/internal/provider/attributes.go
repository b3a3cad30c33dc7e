package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	replace = stringplanmodifier.RequiresReplace()
	keep    = stringplanmodifier.UseStateForUnknown()
)

// fixed is what the server says once and never changes.
func fixed(about string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: about, PlanModifiers: []planmodifier.String{keep}}
}

// told is what the server says, and may say otherwise later.
func told(about string) schema.StringAttribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: about}
}

func required(about string, modifiers ...planmodifier.String) schema.StringAttribute {
	return schema.StringAttribute{Required: true, MarkdownDescription: about, PlanModifiers: modifiers}
}

func optional(about string, modifiers ...planmodifier.String) schema.StringAttribute {
	return schema.StringAttribute{Optional: true, MarkdownDescription: about, PlanModifiers: modifiers}
}

// chosen is set by the configuration or else by the server, and stays what it was when nobody says anything.
func chosen(about string, modifiers ...planmodifier.String) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: about,
		PlanModifiers: append([]planmodifier.String{keep}, modifiers...),
	}
}

func defaulted(about, value string, modifiers ...planmodifier.String) schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: about, PlanModifiers: modifiers, Default: stringdefault.StaticString(value),
	}
}

// secret is never shown, and kept in the state.
func secret(attribute schema.StringAttribute) schema.StringAttribute {
	attribute.Sensitive = true
	return attribute
}

func oneOf(attribute schema.StringAttribute, values ...string) schema.StringAttribute {
	attribute.Validators = append(attribute.Validators, stringvalidator.OneOf(values...))
	return attribute
}

func textSet(about string) schema.SetAttribute {
	return schema.SetAttribute{Required: true, ElementType: types.StringType, MarkdownDescription: about}
}

// owned is what everything of the infrastructure plane has, beside the attributes of its own.
func owned(own map[string]schema.Attribute) map[string]schema.Attribute {
	own["organization_id"] = fixed("The organization that it belongs to.")
	own["created_at"] = fixed("When it was made.")
	own["updated_at"] = told("When it was last changed.")
	return own
}
