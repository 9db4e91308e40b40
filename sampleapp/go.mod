module sampleapp

go 1.26
