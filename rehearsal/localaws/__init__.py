"""A local AWS: moto, taught the resource types and operations that the rehearsal needs and moto lacks.

Each model checks what AWS would check when CloudFormation makes such a resource, and keeps what it makes in moto's own
back ends, so that any AWS client sees the result.
"""
