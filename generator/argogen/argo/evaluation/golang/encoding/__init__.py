"""Encode and decode numbers, strings and values: strconv, encoding/json, encoding/base64."""
