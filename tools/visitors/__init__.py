"""Many browser sessions at once on one app: does everybody get their own result, and at what cost?"""
