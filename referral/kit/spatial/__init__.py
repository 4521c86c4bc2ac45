"""Positions on the earth: WGS 84 degrees, longitude before latitude, distances in metres."""

from referral.kit.spatial.distance import MEAN_RADIUS_M, distances_m, haversine_m

__all__ = ["MEAN_RADIUS_M", "distances_m", "haversine_m"]
