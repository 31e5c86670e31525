"""What others deliver → typed records: one module a publisher, no RDF. What they mean to us is said in ``sources``."""
