"""What the rehearsal needs from a local AWS but moto lacks: resource types, operations, and the refusals of AWS.

Each model checks what AWS would check when CloudFormation makes such a resource, and keeps what it makes in moto's own
back ends, so that any AWS client sees the result. Importing these modules changes nothing: install.install() does.
"""
