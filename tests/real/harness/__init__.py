# SPDX-License-Identifier: Apache-2.0
"""A desktop with real programs for the real tests and the demo: started here, stopped here, by pid."""
