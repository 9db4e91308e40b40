// Package localaws runs a local AWS: moto, with what it lacks added by the Python package in the folder extension.
package localaws
