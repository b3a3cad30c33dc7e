package provider

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/oapi-codegen/nullable"

	moorage "moorage.dev/sdk-go"
)

// stamps is what the infrastructure plane says of everything.
type stamps struct {
	OrganizationID types.String `tfsdk:"organization_id"`
	CreatedAt      types.String `tfsdk:"created_at"`
	UpdatedAt      types.String `tfsdk:"updated_at"`
}

func stampsOf(orgID string, created, updated time.Time) stamps {
	return stamps{types.StringValue(orgID), moment(created), moment(updated)}
}

func moment(at time.Time) types.String { return types.StringValue(at.UTC().Format(time.RFC3339Nano)) }

func text[T ~string](value T) types.String { return types.StringValue(string(value)) }

// orNone is a text that the API leaves empty where there is none. An empty one that was asked for stays one.
func orNone[T ~string](had types.String, value T) types.String {
	if value == "" && (had.IsNull() || had.IsUnknown()) {
		return types.StringNull()
	}
	return text(value)
}

func deref[T any](value *T) T {
	if value == nil {
		var none T
		return none
	}
	return *value
}

// sameAs keeps the spelling of the configuration where the API has another one for the same thing.
func sameAs(had types.String, value string, normal func(string) string) types.String {
	if !had.IsNull() && !had.IsUnknown() && normal(had.ValueString()) == normal(value) {
		return had
	}
	return types.StringValue(value)
}

// addressOrNone is the same for an IP address, whose spelling is kept.
func addressOrNone(had types.String, value string) types.String {
	if value == "" {
		return orNone(had, value)
	}
	return sameAs(had, value, address)
}

// named is a name, around which the API takes spaces away.
func named(had types.String, value string) types.String {
	return sameAs(had, value, strings.TrimSpace)
}

// sent is a text for a request, absent where there is none.
func sent[T ~string](value types.String) *T {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	return moorage.Ptr(T(value.ValueString()))
}

// orCleared is a text for a change: none clears what was there.
func orCleared(value types.String) nullable.Nullable[string] {
	if value.IsNull() {
		return moorage.Clear[string]()
	}
	if value.IsUnknown() {
		return nil
	}
	return moorage.Set(value.ValueString())
}

func numberSent(value types.Int64) *int64 {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	return moorage.Ptr(value.ValueInt64())
}

func numberOrCleared(value types.Int64) nullable.Nullable[int64] {
	if value.IsNull() {
		return moorage.Clear[int64]()
	}
	if value.IsUnknown() {
		return nil
	}
	return moorage.Set(value.ValueInt64())
}

func boolSent(value types.Bool) *bool {
	if value.IsNull() || value.IsUnknown() {
		return nil
	}
	return moorage.Ptr(value.ValueBool())
}

func textOrNull(value nullable.Nullable[string]) types.String {
	if told, err := value.Get(); err == nil {
		return types.StringValue(told)
	}
	return types.StringNull()
}

func numberOrNull(value nullable.Nullable[int64]) types.Int64 {
	if told, err := value.Get(); err == nil {
		return types.Int64Value(told)
	}
	return types.Int64Null()
}

type elements interface{ Elements() []attr.Value }

// textsOf are the known texts of a set or list.
func textsOf(values elements) []string {
	texts := []string{}
	for _, one := range values.Elements() {
		if told, ok := one.(types.String); ok && !told.IsNull() && !told.IsUnknown() {
			texts = append(texts, told.ValueString())
		}
	}
	return texts
}

func valuesOf(texts []string) []attr.Value {
	values := make([]attr.Value, len(texts))
	for index, one := range texts {
		values[index] = types.StringValue(one)
	}
	return values
}

func setOf(texts []string) types.Set {
	sorted := slices.Clone(texts)
	slices.Sort(sorted)
	return types.SetValueMust(types.StringType, valuesOf(sorted))
}

func listOf(texts []string) types.List { return types.ListValueMust(types.StringType, valuesOf(texts)) }

func mapOf(texts map[string]string) types.Map {
	values := map[string]attr.Value{}
	for name, one := range texts {
		values[name] = types.StringValue(one)
	}
	return types.MapValueMust(types.StringType, values)
}

// mapOrNone is an empty map only where one was asked for.
func mapOrNone(had types.Map, texts map[string]string) types.Map {
	if len(texts) == 0 && (had.IsNull() || had.IsUnknown()) {
		return types.MapNull(types.StringType)
	}
	return mapOf(texts)
}

// fieldsOf are the texts of a map by name, for the JSON of a request.
func fieldsOf(values types.Map) map[string]any {
	fields := map[string]any{}
	for name, one := range values.Elements() {
		if told, ok := one.(types.String); ok && !told.IsNull() {
			fields[name] = told.ValueString()
		}
	}
	return fields
}
