"""speed.py FILE HOW: the coefficients of y on all other columns, from a CSV by pandas.

HOW is statsmodels (sm.OLS, whose result has everything) or lstsq (numpy's, by the SVD: coefficients).
"""
import sys

import numpy as np
import pandas as pd

if len(sys.argv) == 1:
    import statsmodels

    print(f"statsmodels {statsmodels.__version__}, numpy {np.__version__}, pandas {pd.__version__}", end="")
    sys.exit()
d = pd.read_csv(sys.argv[1])
X = d.drop(columns="y")
if sys.argv[2] == "statsmodels":
    import statsmodels.api as sm

    b = sm.OLS(d["y"], sm.add_constant(X)).fit().params
else:
    b = np.linalg.lstsq(np.column_stack([np.ones(len(d)), X.to_numpy()]), d["y"].to_numpy(), rcond=None)[0]
for value in b:
    print(f"{value:.17g}")
