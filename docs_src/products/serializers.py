"""How products and categories look in JSON."""

from adrf.serializers import ModelSerializer
from rest_framework import serializers

from products.models import Category, Product


class CategorySerializer(serializers.ModelSerializer[Category]):
    """A category, serialized synchronously."""

    class Meta:
        model = Category
        fields = ["id", "name", "slug"]


class ProductSerializer(ModelSerializer):
    """A product, serialized asynchronously."""

    category = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Category.objects.all(),
        allow_null=True,
        required=False,
    )

    class Meta:
        model = Product
        fields = ["id", "name", "price", "active", "category", "photo"]
        read_only_fields = ["photo"]
        # A product without a photo has none, and the schema has to say so.
        extra_kwargs = {"photo": {"allow_null": True}}


class PhotoSerializer(ModelSerializer):
    """The upload of a photo."""

    photo = serializers.FileField()

    class Meta:
        model = Product
        fields = ["photo"]


class UploadedPhotoSerializer(PhotoSerializer):
    """What an upload is answered with."""

    size = serializers.IntegerField(source="photo.size", read_only=True)

    class Meta(PhotoSerializer.Meta):
        fields = ["photo", "size"]
