"""The routes of /api/v1: one router per file, listed here."""

from api.routes.accounts import router as accounts
from api.routes.collections import router as collections
from api.routes.manuscripts import router as manuscripts
from api.routes.posts import router as posts
from api.routes.profiles import router as profiles
from api.routes.queries import router as queries
from api.routes.rings import router as rings
from api.routes.search import router as search

ROUTERS = (collections, rings, profiles, manuscripts, accounts, posts, search, queries)
