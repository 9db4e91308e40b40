// Package localaws runs a local AWS: moto, taught by the Python package in the folder extension what it lacks.
package localaws
