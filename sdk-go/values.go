package moorage

import "github.com/oapi-codegen/nullable"

// Ptr is a pointer to the value, for optional fields of requests.
func Ptr[T any](value T) *T { return &value }

// Set is a value for a field that can be cleared.
func Set[T any](value T) nullable.Nullable[T] { return nullable.NewNullableWithValue(value) }

// Clear empties a field; one that is left alone is not sent at all.
func Clear[T any]() nullable.Nullable[T] { return nullable.NewNullNullable[T]() }
