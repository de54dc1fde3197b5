"""A language server for documents: findings, meanings, completions and repairs in any editor.

Follows the Language Server Protocol 3.17
(https://microsoft.github.io/language-server-protocol/). Needs the extra
``lsp``.
"""
