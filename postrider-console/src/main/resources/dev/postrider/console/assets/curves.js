// drawn when the curves are there
